using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Autograd;

[TestFixture]
internal sealed class GradModeTests
{
    [Test]
    public void ModesNest()
    {
        Assert.That(is_grad_enabled());
        using (no_grad())
        {
            Assert.That(is_grad_enabled(), Is.False);
            using (enable_grad()) Assert.That(is_grad_enabled());
            Assert.That(is_grad_enabled(), Is.False);
            using (set_grad_enabled(true)) Assert.That(is_grad_enabled());
        }

        Assert.That(is_grad_enabled());
    }

    [Test]
    public void WithoutGradientsNothingIsRecorded()
    {
        using var x = tensor(1f, requires_grad: true);
        using (no_grad())
        {
            using var y = x * 2;
            Assert.That(y.requires_grad, Is.False);
            x.add_(1);
        }

        Assert.Throws<ExternalException>(() => x.add_(1));
    }

    [Test]
    public void AModeBelongsToItsThread()
    {
        using (no_grad())
        {
            var elsewhere = false;
            var thread = new Thread(() => elsewhere = is_grad_enabled());
            thread.Start();
            thread.Join();
            Assert.That(elsewhere);
        }
    }

    [Test]
    public void TensorsOfInferenceModeEnterNoGraph()
    {
        Tensor made;
        using (inference_mode())
        {
            Assert.That(is_inference_mode_enabled());
            made = ones(2);
            using (inference_mode(false)) Assert.That(is_inference_mode_enabled(), Is.False);
        }

        using var w = ones(2, requires_grad: true);
        Assert.That(is_inference_mode_enabled(), Is.False);
        Assert.That(is_inference(made));
        Assert.That(() => w * made, Throws.TypeOf<ExternalException>().With.Message.Contains("Inference tensors"));
        made.Dispose();
    }
}
