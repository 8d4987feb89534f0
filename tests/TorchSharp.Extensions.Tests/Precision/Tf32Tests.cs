using static TorchSharp.torch;

namespace TorchSharp.Extensions.Tests.Precision;

[TestFixture]
internal sealed class Tf32Tests
{
    private static (bool Products, bool Convolutions) Now => (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32);

    [Test]
    public void LibtorchAllowsItInConvolutionsAlone() => Assert.That(Now, Is.EqualTo((false, true)));

    [TestCase(true)]
    [TestCase(false)]
    public void BothAreSetAndRestored(bool allowed)
    {
        var before = Now;
        using (new Tf32(allowed))
        {
            Assert.That(Now, Is.EqualTo((allowed, allowed)));
            using (new Tf32(!allowed))
                Assert.That(Now, Is.EqualTo((!allowed, !allowed)));
            Assert.That(Now, Is.EqualTo((allowed, allowed)));
        }

        Assert.That(Now, Is.EqualTo(before));
    }
}
