using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Release.Tests.Statistics;

[TestFixture, Category("Vectors")]
public class PairedStatisticsTests
{
    private static JsonArray Tables() => Vectors.Statistics["tables"]!.AsArray();

    private static PairedOutcomes Outcomes(JsonNode table) => new((int)table["a"]!, (int)table["b"]!, (int)table["c"]!, (int)table["d"]!);

    [Test]
    public void The_difference_and_McNemars_mid_p_are_those_of_the_reference_tables()
    {
        Assert.That(Tables(), Has.Count.EqualTo(16));
        Assert.Multiple(() =>
        {
            foreach (var table in Tables())
            {
                var outcomes = Outcomes(table!);
                Assert.That(outcomes.Count, Is.EqualTo((int)table!["n"]!));
                Assert.That(outcomes.Difference, Is.EqualTo((double)table["difference"]!).Within(1e-12), outcomes.ToString());
                Assert.That(outcomes.McNemarExactP, Is.EqualTo((double)table["exact_p"]!).Within(1e-10), outcomes.ToString());
                Assert.That(outcomes.McNemarMidP, Is.EqualTo((double)table["mid_p"]!).Within(1e-10), outcomes.ToString());
                Assert.That(outcomes.McNemarMidPHalfPoint, Is.EqualTo((double)table["mid_p_half_point_when_equal"]!).Within(1e-10), outcomes.ToString());
            }
        });
    }

    [Test]
    public void The_score_interval_and_test_are_those_of_the_reference_tables()
    {
        Assert.Multiple(() =>
        {
            foreach (var table in Tables())
            {
                var outcomes = Outcomes(table!);
                foreach (var expected in table!["intervals"]!.AsArray())
                {
                    var (lower, upper) = PairedScore.Interval(outcomes, (double)expected!["level"]!);
                    Assert.That(lower, Is.EqualTo((double)expected["tango_score"]![0]!).Within(1e-8), outcomes.ToString());
                    Assert.That(upper, Is.EqualTo((double)expected["tango_score"]![1]!).Within(1e-8), outcomes.ToString());
                    foreach (var (field, isCorrected) in new[] { ("newcombe10", true), ("newcombe10_uncorrected_phi", false) })
                    {
                        var newcombe = NewcombeInterval.Of(outcomes, (double)expected["level"]!, isCorrected);
                        Assert.That(newcombe.Lower, Is.EqualTo((double)expected[field]![0]!).Within(1e-10), $"{field} {outcomes}");
                        Assert.That(newcombe.Upper, Is.EqualTo((double)expected[field]![1]!).Within(1e-10), $"{field} {outcomes}");
                    }
                }

                foreach (var expected in table["non_inferiority"]!.AsArray())
                {
                    var margin = (double)expected!["margin"]!;
                    Assert.That(PairedScore.Z(outcomes, -margin), Is.EqualTo((double)expected["z"]!).Within(1e-8), outcomes.ToString());
                    Assert.That(NonInferiority.P(outcomes, margin), Is.EqualTo((double)expected["p_one_sided"]!).Within(1e-10), outcomes.ToString());
                    Assert.That(PairedScore.Interval(outcomes, 0.9).Lower > -margin, Is.EqualTo((bool)expected["non_inferior_at_0_05"]!), outcomes.ToString());
                }
            }
        });
    }

    // Sums of binomial coefficients instead of the library's distribution function.
    [Test]
    public void McNemars_exact_tests_are_sums_of_binomial_coefficients([Values(0, 1, 2, 5, 20)] int candidate, [Values(0, 1, 3, 20)] int reference)
    {
        double Point(int k) => Enumerable.Range(1, k).Aggregate(1.0, (product, i) => product * (candidate + reference - k + i) / i) / Math.Pow(2, candidate + reference);
        double Tail(int k) => Enumerable.Range(0, k + 1).Sum(Point);
        var (outcomes, smaller) = (new PairedOutcomes(3, candidate, reference, 4), Math.Min(candidate, reference));
        Assert.That(outcomes.McNemarExactP, Is.EqualTo(Math.Min(1, 2 * Tail(smaller))).Within(1e-12));
        Assert.That(outcomes.McNemarMidP, Is.EqualTo(candidate + reference == 0 ? 1 : Math.Min(1, (2 * Tail(smaller)) - Point(smaller))).Within(1e-12));
        Assert.That(outcomes.ExactPOfNoDrop, Is.EqualTo(Tail(candidate)).Within(1e-12));
    }

    // Two that never disagree: the limits are ±z²/(n + z²).
    [TestCase(50), TestCase(10_000)]
    public void Without_a_disagreement_the_interval_shrinks_with_the_images(int count)
    {
        var (lower, upper) = PairedScore.Interval(new PairedOutcomes(count, 0, 0, 0), 0.95);
        const double z = 1.959963984540054;
        Assert.That((lower, upper), Is.EqualTo((-upper, upper)));
        Assert.That(upper, Is.EqualTo(z * z / (count + (z * z))).Within(1e-9));
    }

    [TestCase(7, 0, 0, 0), TestCase(0, 7, 0, 0), TestCase(0, 0, 7, 0), TestCase(0, 0, 0, 7), TestCase(0, 1, 0, 0), TestCase(1, 1, 1, 1)]
    public void Extreme_tables_have_an_interval(int both, int onlyCandidate, int onlyReference, int neither)
    {
        var outcomes = new PairedOutcomes(both, onlyCandidate, onlyReference, neither);
        var (lower, upper) = PairedScore.Interval(outcomes, 0.95);
        Assert.That(lower, Is.InRange(-1, outcomes.Difference));
        Assert.That(upper, Is.InRange(outcomes.Difference, 1));
        Assert.That(upper - lower, Is.GreaterThan(0.1));
    }

    [Test]
    public void The_interval_holds_the_difference_widens_with_the_confidence_and_turns_with_the_models() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Both, byte Candidate, byte Reference, byte Neither)>(),
        x =>
        {
            var outcomes = new PairedOutcomes(x.Both + 1, x.Candidate, x.Reference, x.Neither);
            var (low95, high95) = PairedScore.Interval(outcomes, 0.95);
            var (low99, high99) = PairedScore.Interval(outcomes, 0.99);
            var (lowTurned, highTurned) = PairedScore.Interval(outcomes with { OnlyCandidateRight = x.Reference, OnlyReferenceRight = x.Candidate }, 0.95);
            return low99 <= low95 && low95 <= outcomes.Difference && outcomes.Difference <= high95 && high95 <= high99
                && Math.Abs(lowTurned + high95) < 1e-9 && Math.Abs(highTurned + low95) < 1e-9;
        }).QuickCheckThrowOnFailure();

    [Test]
    public void Outcomes_are_counted_image_by_image()
    {
        Assert.That(PairedOutcomes.Of([0, 0, 1, 1, 2, 2], [0, 1, 1, 0, 2, 0], [0, 0, 1, 2, 1, 2]), Is.EqualTo(new PairedOutcomes(2, 2, 1, 1)));
        Assert.That(() => PairedOutcomes.Of([0, 1], [0], [0, 1]), Throws.ArgumentException.With.Message.Contains("2 labels, 1 and 2 answers"));
        Assert.That(() => PairedOutcomes.Of([], [], []), Throws.ArgumentException);
    }

    [TestCase(0), TestCase(1), TestCase(double.NaN)]
    public void A_confidence_that_is_none_is_an_error(double confidence) =>
        Assert.That(() => PairedScore.Interval(new PairedOutcomes(1, 1, 1, 1), confidence), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Evidence_says_the_difference_in_points_and_how_many_answers_agree()
    {
        var evidence = PairedEvidence.Of([0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 1, 1, 1, 1, 0], [0, 0, 1, 1, 1, 1, 0, 1]);
        Assert.That((evidence.OnlyThisRight, evidence.OnlyFloatRight, evidence.DifferencePoints, evidence.Agreement), Is.EqualTo((1, 2, -12.5, 0.625)));
        Assert.That(evidence.LowerPoints, Is.LessThan(-12.5));
        Assert.That(evidence.UpperPoints, Is.GreaterThan(0));
        Assert.That(evidence.McNemarMidP, Is.EqualTo(0.625).Within(1e-12));
    }
}
