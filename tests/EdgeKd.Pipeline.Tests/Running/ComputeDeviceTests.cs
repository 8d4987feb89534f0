using EdgeKd.Pipeline.Running;
using TorchSharp;

namespace EdgeKd.Pipeline.Tests.Running;

[TestFixture]
public class ComputeDeviceTests
{
    [TestCase("gpu")]
    [TestCase("")]
    [TestCase("cuda:")]
    [TestCase("cuda:-1")]
    [TestCase("cuda:x")]
    [TestCase("CPU")]
    public void AnUnknownNameIsRefused(string name) =>
        Assert.That(() => ComputeDevice.Parse(name), Throws.ArgumentException.With.Message.Contains("use cpu, cuda or cuda:N"));

    [Test]
    public void TheProcessorIsAlwaysThereAndLeavesOneThreadToLoading()
    {
        var device = ComputeDevice.Parse("cpu");
        Assert.Multiple(() =>
        {
            Assert.That(device, Is.SameAs(ComputeDevice.Cpu));
            Assert.That(device.Torch.type, Is.EqualTo(DeviceType.CPU));
            Assert.That(device.LoaderThreads(16), Is.EqualTo(1));
        });
    }

    [TestCase("cuda")]
    [TestCase("cuda:0")]
    [TestCase("cuda:64")]
    public void AGpuIsThereOrIsRefusedWithWhatToDo(string name)
    {
        if (torch.cuda.is_available() && !name.EndsWith("64", StringComparison.Ordinal))
        {
            Assert.That(ComputeDevice.Parse(name).Name, Is.EqualTo("cuda:0"));
            return;
        }

        var message = torch.cuda.is_available() ? "numbered from 0" : "use device cpu";
        Assert.That(() => ComputeDevice.Parse(name), Throws.ArgumentException.With.Message.Contains(message));
    }
}
