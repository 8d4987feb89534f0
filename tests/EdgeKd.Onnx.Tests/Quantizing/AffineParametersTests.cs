namespace EdgeKd.Onnx.Tests.Quantizing;

[TestFixture]
public class AffineParametersTests
{
    [TestCase(0f, 255f, 1f, 0)]
    [TestCase(-255f, 0f, 1f, 255)]
    [TestCase(-128f, 127f, 1f, 128)]
    [TestCase(51f, 255f, 1f, 0)]
    [TestCase(-255f, -51f, 1f, 255)]
    [TestCase(0f, 0f, 1f, 0)]
    [TestCase(0f, 1e-44f, 1f, 0)]
    [TestCase(-3f, 48f, 0.2f, 15)]
    public void A_range_gives_scale_and_zero_point(float min, float max, float scale, int zeroPoint)
    {
        var parameters = AffineParameters.Of(new(min, max));
        Assert.That(parameters.Scale, Is.EqualTo(scale).Within(1e-6));
        Assert.That(parameters.ZeroPoint, Is.EqualTo(zeroPoint));
    }

    [Test]
    public void The_widest_range_has_a_finite_step() =>
        Assert.That(float.IsFinite(AffineParameters.Of(new(-float.MaxValue, float.MaxValue)).Scale));

    [Test]
    public void Values_round_to_even_and_are_cut_off() =>
        Assert.That(new AffineParameters(2, 10).Quantize([0, 1, 3, -1000, 1000]), Is.EqualTo(new byte[] { 10, 10, 12, 0, 255 }));
}
