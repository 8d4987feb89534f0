using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Optim;

[TestFixture]
internal sealed class LeakTests
{
    private const int Steps = 10_000;
    private const int WarmUpSteps = 1_000;

    private int _threads;

    // Work as small as this gains nothing from threads, and loses much where others compete for the cores.
    [SetUp]
    public void UseOneThread()
    {
        _threads = get_num_threads();
        set_num_threads(1);
    }

    [TearDown]
    public void RestoreThreads() => set_num_threads(_threads);

    [Test]
    public void TenThousandStepsOfANetworkKeepMemoryFlat()
    {
        manual_seed(1);
        using var net = nn.Sequential(
            nn.Conv2d(1, 4, 3, bias: false), nn.BatchNorm2d(4), nn.ReLU(inplace: true), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2));
        using var optimizer = torch.optim.SGD(net.parameters(), 0.01, 0.9, weight_decay: 1e-4, nesterov: true);
        using var images = randn(4, 1, 8, 8);
        using var labels = tensor(new long[] { 0, 1, 0, 1 });
        Train(net, optimizer, images, labels, WarmUpSteps);
        // Other tests left tensors to the garbage collector: it runs before the count.
        var (bytes, tensors) = (ResidentBytes(), Tensor.TotalCount);
        Train(net, optimizer, images, labels, Steps - WarmUpSteps);
        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(tensors));
        // One leaked 4×4×6×6 activation a step would be 20 MB.
        Assert.That(ResidentBytes() - bytes, Is.LessThan(12L << 20));
    }

    private static void Train(Sequential net, SGD optimizer, Tensor images, Tensor labels, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = nn.functional.cross_entropy(net.call(images), labels);
            loss.backward();
            optimizer.step();
        }
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var pages = File.ReadAllText("/proc/self/statm").Split(' ')[1];
        return long.Parse(pages, System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }
}
