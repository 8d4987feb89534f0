using FsCheck;
using FsCheck.Fluent;
using static TorchSharp.torch;
using static TorchSharp.torch.TensorIndex;

namespace TorchSharp.Tests.Tensors;

[TestFixture]
internal sealed class IndexingTests
{
    private static Tensor Cube() => arange(24).view(2, 3, 4);

    private static IEnumerable<TestCaseData> Table()
    {
        static TestCaseData Case(string name, Func<Tensor, Tensor> op, long[] shape, params long[] items) =>
            new TestCaseData(op, shape, items).SetArgDisplayNames(name);

        yield return Case("[1]", t => t[1, 2], [4], 20, 21, 22, 23);
        yield return Case("[1,2,3]", t => t[1, 2, 3], [], 23);
        yield return Case("[-1,0,-1]", t => t[-1, 0, -1], [], 15);
        yield return Case("range", t => t[.., 1.., ^1], [2, 2], 7, 11, 19, 23);
        yield return Case("slice", t => t[Slice(1), Slice(null, 1), Slice(0, 4, 2)], [1, 1, 2], 12, 14);
        yield return Case("ellipsis", t => t[Ellipsis, 0], [2, 3], 0, 4, 8, 12, 16, 20);
        yield return Case("ellipsis middle", t => t[0, Ellipsis, 1], [3], 1, 5, 9);
        yield return Case("new axis", t => t[None, 0, 0], [1, 4], 0, 1, 2, 3);
        yield return Case("colon", t => t[Colon, 0, 0], [2], 0, 12);
        yield return Case("tensor", t => t[TensorIndex.Tensor(tensor(new long[] { 1, 0, 1 })), 0, 0], [3], 12, 0, 12);
        yield return Case("tensor after slice", t => t[0, Colon, TensorIndex.Tensor(tensor(new long[] { 3, 0 }))], [3, 2], 3, 0, 7, 4, 11, 8);
        yield return Case("mask", t => t[t > 20], [3], 21, 22, 23);
        yield return Case("negative range", t => t[1, 1..^1, 2..], [1, 2], 18, 19);
    }

    [TestCaseSource(nameof(Table))]
    public void Reads(Func<Tensor, Tensor> op, long[] shape, long[] items)
    {
        using var scope = NewDisposeScope();
        var result = op(Cube());
        Assert.That(result.shape, Is.EqualTo(shape));
        Assert.That(result.data<long>().ToArray(), Is.EqualTo(items));
    }

    [Test]
    public void Writes()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 3);
        x[0, 1] = 5f;
        x[1] = tensor(new[] { 1f, 2, 3 });
        x[.., 0] = tensor(7L);
        x[x == 2] = tensor(9f);
        Assert.That(x.data<float>().ToArray(), Is.EqualTo(new float[] { 7, 5, 0, 7, 9, 3 }));
        x.index_put_(tensor(4f), tensor(new long[] { 0, 1 }), tensor(new long[] { 2, 2 }));
        Assert.That(x[.., 2].data<float>().ToArray(), Is.EqualTo(new float[] { 4, 4 }));
    }

    [Test]
    public void ASliceHoldsWhatANaiveLoopPicks() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<(byte Count, sbyte Start, sbyte Stop, byte Step)>(),
            c =>
            {
                int count = c.Count % 12, step = (c.Step % 4) + 1;
                long Clamp(sbyte at) => Math.Clamp(at < 0 ? at + count : at, 0, count);
                var expected = new List<long>();
                for (var i = Clamp(c.Start); i < Clamp(c.Stop); i += step) expected.Add(i);
                using var scope = NewDisposeScope();
                return arange(count)[Slice(c.Start, c.Stop, step)].data<long>().ToArray().SequenceEqual(expected);
            }).QuickCheckThrowOnFailure();

    [Test]
    public void GatherScatterAndSelect()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        var index = tensor(new long[,] { { 2 }, { 0 } });
        Assert.That(x.gather(1, index).data<float>().ToArray(), Is.EqualTo(new float[] { 3, 4 }));
        Assert.That(zeros(2, 3).scatter_(1, index, ones(2, 1)).data<float>().ToArray(), Is.EqualTo(new float[] { 0, 0, 1, 1, 0, 0 }));
        Assert.That(x.index_select(1, tensor(new long[] { 2, 2 })).data<float>().ToArray(), Is.EqualTo(new float[] { 3, 3, 6, 6 }));
        Assert.That(x.masked_fill(x > 3, 0).sum().ToSingle(), Is.EqualTo(6));
        Assert.That(x.nonzero().shape, Is.EqualTo(new long[] { 6, 2 }));
        Assert.That(x.take(tensor(new long[] { 5, 0 })).data<float>().ToArray(), Is.EqualTo(new float[] { 6, 1 }));
    }
}
