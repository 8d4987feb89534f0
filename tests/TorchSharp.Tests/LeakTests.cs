using System.Globalization;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

[TestFixture, NonParallelizable]
internal sealed class LeakTests
{
    private static long ResidentBytes()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("resident memory is read from /proc");
        return long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }

    private static void Collect()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [Test]
    public void TenThousandTrainingStepsKeepMemoryFlat()
    {
        manual_seed(1);
        using var w = randn(64, 32).requires_grad_();
        using var b = zeros(32).requires_grad_();
        using var images = randn(16, 64);
        using var targets = randn(16, 32);

        void Train(int steps)
        {
            for (var step = 0; step < steps; step++)
            {
                using var scope = NewDisposeScope();
                var loss = (images.matmul(w) + b).relu().sub(targets).square().mean();
                loss.backward();
                using (no_grad())
                {
                    foreach (var p in new[] { w, b })
                    {
                        p.sub_(p.grad! * 0.01f);
                        p.grad!.zero_();
                    }
                }
            }
        }

        // The garbage collector's own budget and the compiled code have their size after so many.
        Train(10_000);
        Collect();
        var live = Tensor.TotalCount;
        var before = ResidentBytes();
        Train(10_000);
        Collect();
        // A leak of one 16×32 tensor a step would be 20 MiB.
        Assert.That(ResidentBytes() - before, Is.LessThan(5 << 20), "bytes of resident memory");
        Assert.That(Tensor.TotalCount, Is.EqualTo(live));
    }

    [Test]
    public void TheGarbageCollectorFreesForgottenTensors()
    {
        static void Forget()
        {
            for (var i = 0; i < 200; i++) _ = ones(1 << 16) * 2;
        }

        Collect();
        var live = Tensor.TotalCount;
        Forget();
        Collect();
        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(live + 4));
    }
}
