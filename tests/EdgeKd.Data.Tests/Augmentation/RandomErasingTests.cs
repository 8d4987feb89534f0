using EdgeKd.Data.Augmentation;
using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Tests.Augmentation;

[TestFixture]
public class RandomErasingTests
{
    private const int Size = 32;

    [Test]
    public void ItErasesOneRectangleOfAnAllowedAreaAndRatioFromItsShareOfTheImages()
    {
        var options = new RandomErasingOptions(Probability: 0.4, ScaleMin: 0.05, ScaleMax: 0.2, RatioMin: 0.5, RatioMax: 2);
        var erased = 0;
        for (var index = 0; index < 1000; index++)
        {
            var pixels = Apply(options, index);
            var zeros = Enumerable.Range(0, Size * Size).Where(i => pixels[i * 3] == 0).ToArray();
            if (zeros.Length == 0) continue;
            erased++;
            int top = zeros.Min(i => i / Size), left = zeros.Min(i => i % Size);
            int height = zeros.Max(i => i / Size) - top + 1, width = zeros.Max(i => i % Size) - left + 1;
            Assert.Multiple(() =>
            {
                Assert.That(zeros, Has.Length.EqualTo(height * width), "a whole rectangle");
                Assert.That(pixels.Count(value => value == 0), Is.EqualTo(3 * zeros.Length), "in all three channels");
                Assert.That((double)zeros.Length / (Size * Size), Is.InRange(0.04, 0.23), "half a pixel of rounding on each side");
                Assert.That((double)height / width, Is.InRange(0.4, 2.5));
            });
        }

        Assert.That(erased, Is.InRange(340, 460));
    }

    [TestCase(0.0, 0)]
    [TestCase(1.0, 200)]
    public void TheProbabilityIsKept(double probability, int expected)
    {
        var count = Enumerable.Range(0, 200).Count(index => Apply(new RandomErasingOptions(probability), index).Contains(0));
        Assert.That(count, Is.EqualTo(expected));
    }

    [Test]
    public void AnAreaThatNeverFitsErasesNothing() =>
        Assert.That(Apply(new RandomErasingOptions(1, 1, 1), 0), Has.None.EqualTo(0f));

    private static float[] Apply(RandomErasingOptions options, int index)
    {
        var pixels = Enumerable.Repeat(1f, Size * Size * 3).ToArray();
        var random = new CounterRandom(RandomStream.Augmentation, 1, 0, index);
        RandomErasing.Apply(options, Size, ref random, pixels);
        return pixels;
    }
}
