namespace EdgeKd.Release.Tests.Statistics;

[TestFixture]
public class PairedBootstrapTests
{
    private static readonly int[] OneStratum = new int[400];

    private static double[] Values(int seed, int count = 400)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
    }

    private static double Mean(double[] values, int[] images) => images.Average(image => values[image]);

    // Of a mean all is known: the standard error is s/√n, the bounds are normal quantiles around it.
    [Test]
    public void Of_a_mean_it_gives_the_textbooks_error_and_bounds()
    {
        var values = Values(1);
        var draws = PairedBootstrap.Of(OneStratum, images => Mean(values, images), seed: 1)!;
        var error = Math.Sqrt(values.Sum(value => Math.Pow(value - values.Average(), 2)) / 400 / 400);
        Assert.That(draws.StandardError, Is.EqualTo(error).Within(0.06 * error));
        var (lower, upper) = draws.Bounds(0.95);
        Assert.That(lower, Is.EqualTo(values.Average() - (1.645 * error)).Within(0.2 * error));
        Assert.That(upper, Is.EqualTo(values.Average() + (1.645 * error)).Within(0.2 * error));
        Assert.That(draws.POfAtLeast(values.Average(), values.Average() + (1.645 * error)), Is.EqualTo(0.05).Within(0.015));
        Assert.That(draws.POfAtLeast(values.Average(), values.Average()), Is.EqualTo(0.5));
    }

    [Test]
    public void The_bounds_hold_the_truth_as_often_as_they_say()
    {
        int below = 0, above = 0;
        for (var trial = 0; trial < 200; trial++)
        {
            var values = Values(trial + 10, 100);
            var (lower, upper) = PairedBootstrap.Of(new int[100], images => Mean(values, images), seed: trial, draws: 300)!.Bounds(0.9);
            below += 0.5 < lower ? 1 : 0;
            above += 0.5 > upper ? 1 : 0;
        }

        // 20 are expected on each side, with a standard deviation of 4.2.
        Assert.That(below, Is.InRange(8, 34));
        Assert.That(above, Is.InRange(8, 34));
    }

    [Test]
    public void Each_draw_has_as_many_images_of_each_stratum()
    {
        int[] strata = [0, 1, 1, 1, 2, 2];
        PairedBootstrap.Of(strata, images =>
        {
            Assert.That(images.Select(image => strata[image]).Order(), Is.EqualTo(strata));
            return 0;
        }, seed: 3, draws: 100);
    }

    [Test]
    public void A_seed_gives_the_same_draws_and_another_gives_others()
    {
        var values = Values(2);
        (double, double) Bounds(int seed) => PairedBootstrap.Of(OneStratum, images => Mean(values, images), seed, 200)!.Bounds(0.95);
        Assert.That(Bounds(7), Is.EqualTo(Bounds(7)));
        Assert.That(Bounds(7), Is.Not.EqualTo(Bounds(8)));
    }

    [Test]
    public void A_statistic_that_is_often_undefined_has_no_distribution()
    {
        var calls = 0;
        Assert.That(PairedBootstrap.Of(OneStratum, _ => calls++ % 10 == 0 ? null : 1, seed: 1, draws: 200), Is.Null);
        calls = 0;
        Assert.That(PairedBootstrap.Of(OneStratum, _ => calls++ % 50 == 0 ? null : 1, seed: 1, draws: 200)!.Draws, Is.EqualTo(196));
        Assert.That(() => PairedBootstrap.Of([], _ => 1, seed: 1), Throws.ArgumentException);
    }

    [Test]
    public void What_never_varies_is_certain()
    {
        var draws = PairedBootstrap.Of([0], _ => 0.25, seed: 1, draws: 100)!;
        Assert.That((draws.StandardError, draws.Bounds(0.95)), Is.EqualTo((0.0, (0.25, 0.25))));
        Assert.That((draws.POfAtLeast(0.25, 0.2), draws.POfAtLeast(0.25, 0.3)), Is.EqualTo((1.0, 0.0)));
    }
}
