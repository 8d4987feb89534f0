using EdgeKd.Pipeline.Teachers.Checking;

namespace EdgeKd.Pipeline.Tests.Teachers.Checking;

[TestFixture]
public class ChanceLevelTests
{
    // The smallest number of right answers with P(X ≥ k) ≤ 0.01, from the binomial's own sum.
    [TestCase(48, 1.0 / 12)]
    [TestCase(100, 0.1)]
    [TestCase(40, 0.5)]
    [TestCase(7, 0.25)]
    public void Few_answers_have_to_prove_themselves(int count, double chance)
    {
        var least = Enumerable.Range(0, count + 1).First(k => UpperTail(k, count, chance) <= 0.01);

        Assert.That(ChanceLevel.IsNear(least - 1, count, chance), Is.True);
        Assert.That(ChanceLevel.IsNear(least, count, chance), Is.False);
    }

    // Proven better than a tenth with so many images, and worth nothing: a twentieth of the way to all is needed.
    [TestCase(1100, ExpectedResult = true)]
    [TestCase(1449, ExpectedResult = true)]
    [TestCase(1451, ExpectedResult = false)]
    public bool Many_answers_have_to_be_worth_something(int correct) => ChanceLevel.IsNear(correct, 10_000, 0.1);

    [TestCase(0, 10, ExpectedResult = true)]
    [TestCase(10, 10, ExpectedResult = false)]
    public bool None_is_chance_and_all_is_not(int correct, int count) => ChanceLevel.IsNear(correct, count, 0.1);

    [Test]
    public void Chance_is_the_share_of_the_largest_class()
    {
        using var images = new LabelledImages(3, [0, 1, 1, 2, 1]);
        Assert.That(ChanceLevel.Of(images), Is.EqualTo(0.6));
    }

    private static double UpperTail(int least, int count, double chance)
    {
        // Terms of (chance + (1 − chance))^count, each from the one before.
        var term = Math.Pow(1 - chance, count);
        var sum = least == 0 ? term : 0;
        for (var k = 1; k <= count; k++)
        {
            term *= chance / (1 - chance) * (count - k + 1) / k;
            sum += k >= least ? term : 0;
        }
        return sum;
    }
}
