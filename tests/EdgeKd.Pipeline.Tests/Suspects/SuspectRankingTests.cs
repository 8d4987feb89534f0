using EdgeKd.Pipeline.Suspects;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Pipeline.Tests.Suspects;

[TestFixture]
public class SuspectRankingTests
{
    [Test]
    public void Who_is_surer_of_another_class_comes_first()
    {
        LabelBelief[] beliefs =
        [
            new(0, 0, 0.9, 0.9),   // agrees
            new(0, 1, 0.5, 0.45),  // between two classes: −0.05
            new(0, 2, 0.99, 0.0),  // surely something else: −0.99
            new(1, 0, 0.6, 0.1),   // −0.5
            new(1, 0, 0.6, 0.1),   // the same, later in the set
        ];

        Assert.That(SuspectRanking.Of(beliefs), Is.EqualTo(new[] { 2, 3, 4, 1 }));
    }

    [Test]
    public void Nothing_is_suspicious_where_the_teacher_agrees() =>
        Assert.That(SuspectRanking.Of([new(1, 1, 0.34, 0.34)]), Is.Empty);

    // The slow way: the suspect before which no other suspect belongs, again and again.
    [Test]
    public void It_is_the_order_of_a_naive_search() => Prop.ForAll(
        Gen.Choose(0, 999).Select(drawn => new LabelBelief(drawn % 2, drawn / 2 % 2, 0.5 + (drawn / 4 % 50 / 100.0), 0.5 - (drawn / 4 % 50 / 100.0))).ListOf().ToArbitrary(),
        beliefs =>
        {
            var left = Enumerable.Range(0, beliefs.Count).Where(i => beliefs[i].Label != beliefs[i].Answer).ToList();
            List<int> expected = [];
            while (left.Count > 0)
            {
                var first = left.First(i => left.All(j => beliefs[i].SelfConfidence - beliefs[i].Confidence <= beliefs[j].SelfConfidence - beliefs[j].Confidence));
                left.Remove(first);
                expected.Add(first);
            }

            return SuspectRanking.Of([.. beliefs]).SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void Parts_are_merged_by_how_likely_the_error_is()
    {
        LabelSuspect Suspect(string part, double confidence) => new(part, 0, "", "a", "b", confidence, 0.01);

        var merged = LabelSuspects.Merge([Suspect("test", 0.9), Suspect("test", 0.5)], [Suspect("train", 0.95), Suspect("train", 0.4)]);

        Assert.That(merged.Select(suspect => suspect.Confidence), Is.EqualTo(new[] { 0.95, 0.9, 0.5, 0.4 }));
    }
}
