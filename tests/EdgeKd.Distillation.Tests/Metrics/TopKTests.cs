using EdgeKd.Distillation.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Metrics;

[TestFixture]
public class TopKTests
{
    [TestCase(1, 1)]
    [TestCase(2, 2)]
    [TestCase(3, 3)]
    [TestCase(5, 3)]
    public void CountsRowsWhoseClassIsAmongTheFirst(int k, long expected)
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new float[] { 9, 1, 5, /**/ 9, 5, 1, /**/ 1, 9, 5 }).reshape(3, 3);
        var labels = tensor(new long[] { 0, 1, 0 });
        Assert.That(TopK.Correct(logits, labels, k).ToInt64(), Is.EqualTo(expected));
    }
}
