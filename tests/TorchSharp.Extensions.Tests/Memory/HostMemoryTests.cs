namespace TorchSharp.Extensions.Tests.Memory;

[TestFixture]
public class HostMemoryTests
{
    /// <summary>glibc takes the three settings: mallopt answers 0 to one that it does not.</summary>
    [Test]
    public void FreedBlocksAreKeptWithGlibcUnlessTheEnvironmentSaysHow()
    {
        var own = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Any(name => name is "GLIBC_TUNABLES" || name.StartsWith("MALLOC_", StringComparison.Ordinal));
        var glibc = OperatingSystem.IsLinux() && File.ReadAllText("/proc/self/maps").Contains("libc.so.6");

        Assert.That(HostMemory.KeepFreedBlocks(), Is.EqualTo(glibc && !own));
        Assert.That(HostMemory.KeepFreedBlocks(), Is.EqualTo(glibc && !own), "a second call changes nothing");
    }

    [Test]
    public void TensorsOutliveWhatIsGivenBack()
    {
        using var kept = torch.arange(1 << 20, torch.ScalarType.Int64);
        torch.ones(4 << 20).Dispose();

        HostMemory.GiveBackFreedBlocks();

        Assert.That(kept.sum().item<long>(), Is.EqualTo((1L << 20) * ((1L << 20) - 1) / 2));
    }
}
