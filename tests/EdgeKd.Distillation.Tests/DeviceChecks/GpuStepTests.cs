using EdgeKd.Distillation.DeviceChecks;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.DeviceChecks;

/// <summary>Every training step on a GPU against the processor. Run with <c>--filter TestCategory=Gpu</c> where libtorch sees one.</summary>
[TestFixture]
[Category("Gpu")]
internal sealed class GpuStepTests
{
    [OneTimeSetUp]
    public void NeedAGpu()
    {
        if (!cuda.is_available())
        {
            Assert.Ignore("libtorch sees no GPU");
        }
    }

    [TestCaseSource(typeof(StepCase), nameof(StepCase.All))]
    public void TheGpuDoesWhatTheProcessorDoes(StepCase step)
    {
        var comparison = DeviceCheck.Run(step, CUDA, Environment.ProcessorCount);
        TestContext.Out.WriteLine(comparison);

        Assert.That(comparison.Problem, Is.Null);
    }
}
