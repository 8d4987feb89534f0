namespace EdgeKd.Data.Tests.Imaging;

[TestFixture]
public class PreprocessingTests
{
    [Test]
    public void ChannelsAreSeparatedAndNormalised()
    {
        byte[] pixels = [0, 51, 102, 153, 204, 255];
        var n = new Normalization([0.5f, 0.25f, 0f], [0.5f, 1f, 2f]);
        var input = new float[6];
        Preprocessing.ToModelInput(pixels, 1, 2, n, input);
        Assert.That(input, Is.EqualTo(new[] { -1f, 0.2f, -0.05f, 0.55f, 0.2f, 0.5f }).Within(1e-6f));
    }

    [Test]
    public void TheNumbersAreThoseOfTheLoader()
    {
        using var set = new MemoryImages(2, 6, 6);
        var options = new BatchLoaderOptions { Normalization = Normalization.Cifar10, Threads = 0 };
        using var loader = new BatchLoader(set, options);
        var loaded = loader.Load(0).Single();
        var pixels = new byte[108];
        var input = new float[108];
        for (var image = 0; image < 2; image++)
        {
            set.CopyPixels(image, pixels);
            Preprocessing.ToModelInput(pixels, 6, 6, Normalization.Cifar10, input);
            for (var i = 0; i < 36; i++)
            for (var c = 0; c < 3; c++)
                Assert.That(loaded.Pixels[image * 108 + i * 3 + c], Is.EqualTo(input[c * 36 + i]));
        }
    }

    [TestCase(107, 108)]
    [TestCase(108, 107)]
    public void SizesThatDoNotFitAreRefused(int bytes, int numbers) =>
        Assert.That(() => Preprocessing.ToModelInput(new byte[bytes], 6, 6, Normalization.Symmetric, new float[numbers]), Throws.ArgumentException);

    [Test]
    public void NormalizationsCompareByTheirNumbers()
    {
        Assert.That(new Normalization([0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]), Is.EqualTo(Normalization.Symmetric));
        Assert.That(Normalization.Cifar10, Is.Not.EqualTo(Normalization.Symmetric));
    }

    [TestCase(0f)]
    [TestCase(-1f)]
    [TestCase(float.NaN)]
    public void ADeviationThatCannotDivideIsRefused(float value) =>
        Assert.That(() => new Normalization([0, 0, 0], [1, value, 1]), Throws.ArgumentException);
}
