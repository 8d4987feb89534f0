namespace EdgeKd.Edge.Tests.Runtime;

[TestFixture]
public class CpuInfoTests
{
    [TestCase("processor\t: 0\nmodel name\t: Intel(R) Xeon(R) @ 2.10GHz\n\nprocessor\t: 1\nmodel name\t: other\n", "Intel(R) Xeon(R) @ 2.10GHz")]
    [TestCase("processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd08\n\nModel\t\t: Raspberry Pi 4 Model B Rev 1.1\n", "Raspberry Pi 4 Model B Rev 1.1")]
    [TestCase("CPU implementer\t: 0x41\nCPU part\t: 0xd0c\n", "ARM implementer 0x41 part 0xd0c")]
    [TestCase("CPU part\t: 0xd0c\n", "ARM implementer ? part 0xd0c")]
    [TestCase("model name\t:\n", null)]
    [TestCase("", null)]
    public void Finds_the_name(string text, string? expected) => Assert.That(CpuInfo.Parse(text), Is.EqualTo(expected));

    [Test]
    public void Where_the_system_lists_VNNI_nothing_saturates()
    {
        if (!File.Exists("/proc/cpuinfo"))
            Assert.Ignore("there is no second source here to compare with");
        var flags = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal))?.Split(' ');
        Assert.That(CpuInfo.SaturatesInt8, Is.EqualTo(flags is not null && !flags.Contains("avx512_vnni") && !flags.Contains("avx_vnni")));
    }

    [Test]
    public void This_machine_has_a_name() => Assert.That(CpuInfo.ModelName, Is.Not.Empty);
}
