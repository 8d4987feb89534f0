using static TorchSharp.torch;

namespace TorchSharp.Tests.Types;

[TestFixture]
internal sealed class RuntimeTests
{
    [Test]
    public void ThreadsAreSet()
    {
        var before = get_num_threads();
        try
        {
            set_num_threads(1);
            Assert.That(get_num_threads(), Is.EqualTo(1));
            set_num_threads(2);
            Assert.That(get_num_threads(), Is.EqualTo(2));
            Assert.Throws<ArgumentOutOfRangeException>(() => set_num_threads(0));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Test]
    public void TheVersionIsThatOfLibtorch() => Assert.That(__version__, Does.Match(@"^\d+\.\d+"));

    [Test]
    public void SizesAreMadeOfTuples()
    {
        Size size = (2L, 3L);
        Assert.That((size.Length, size[1], size.numel()), Is.EqualTo((2, 3L, 6L)));
        Assert.That((size + (Size)4L).ToArray(), Is.EqualTo(new long[] { 2, 3, 4 }));
    }
}
