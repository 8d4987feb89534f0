using TorchSharp.Extensions;
using static TorchSharp.torch;

namespace TorchSharp.Extensions.Tests.Memory;

[TestFixture]
[Platform("Linux")]
public class HostMemoryTests
{
    private const int PageBytes = 4096, BlockBytes = 16 << 20, Rounds = 20;

    [Test]
    public void FreedBlocksAreUsedAgainWithoutNewPages()
    {
        if (!HostMemory.KeepFreedBlocks())
            Assert.Ignore("the C library is not glibc, or the environment sets its options");

        Touch();
        var before = MinorFaults();
        for (var round = 0; round < Rounds; round++)
            Touch();

        // Given back in between, each round would fault in all pages of the block.
        Assert.That(MinorFaults() - before, Is.LessThan(Rounds * BlockBytes / PageBytes / 4));
    }

    private static void Touch()
    {
        using var block = ones(BlockBytes / sizeof(float));
        Assert.That(block.data<float>()[^1], Is.EqualTo(1));
    }

    /// <summary>Field 10 of /proc/self/stat; the second, a name in brackets, may hold spaces.</summary>
    private static long MinorFaults() =>
        long.Parse(File.ReadAllText("/proc/self/stat").Split(") ")[^1].Split(' ')[7]);
}
