using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Tensors;

[TestFixture]
internal sealed class ShapeTests
{
    private static IEnumerable<TestCaseData> Shapes()
    {
        static TestCaseData Case(string name, Func<Tensor, Tensor> op, params long[] expected) =>
            new TestCaseData(op, expected).SetArgDisplayNames(name);

        yield return Case("view", t => t.view(6, 4), 6, 4);
        yield return Case("view -1", t => t.view(-1), 24);
        yield return Case("reshape", t => t.reshape(4, -1), 4, 6);
        yield return Case("permute", t => t.permute(2, 0, 1), 4, 2, 3);
        yield return Case("transpose", t => t.transpose(0, 2), 4, 3, 2);
        yield return Case("flatten", t => t.flatten(1), 2, 12);
        yield return Case("unflatten", t => t.unflatten(2, 2, 2), 2, 3, 2, 2);
        yield return Case("unsqueeze", t => t.unsqueeze(-1), 2, 3, 4, 1);
        yield return Case("squeeze", t => t.unsqueeze(0).squeeze(0), 2, 3, 4);
        yield return Case("expand", t => t.unsqueeze(0).expand(5, -1, -1, -1), 5, 2, 3, 4);
        yield return Case("repeat", t => t.repeat(2, 1, 3), 4, 3, 12);
        yield return Case("tile", t => t.tile([2]), 2, 3, 8);
        yield return Case("narrow", t => t.narrow(1, 1, 2), 2, 2, 4);
        yield return Case("slice", t => t.slice(2, 0, 4, 2), 2, 3, 2);
        yield return Case("select", t => t.select(0, 1), 3, 4);
        yield return Case("T", t => t.T, 4, 3, 2);
        yield return Case("mT", t => t.mT, 2, 4, 3);
        yield return Case("cat", t => cat([t, t, t], 1), 2, 9, 4);
        yield return Case("cat one", t => cat([t]), 2, 3, 4);
        yield return Case("stack", t => stack([t, t], 1), 2, 2, 3, 4);
        yield return Case("flip", t => t.flip(0, 1), 2, 3, 4);
        yield return Case("diag_embed", t => t.diag_embed(), 2, 3, 4, 4);
        yield return Case("unfold", t => t.unfold(2, 2, 1), 2, 3, 3, 2);
        yield return Case("movedim", t => t.movedim([0], [2]), 3, 4, 2);
    }

    [TestCaseSource(nameof(Shapes))]
    public void GivesTheShape(Func<Tensor, Tensor> op, long[] expected)
    {
        using var scope = NewDisposeScope();
        Assert.That(op(arange(24).view(2, 3, 4)).shape, Is.EqualTo(expected));
    }

    [Test]
    public void SplitsAndChunksCoverTheTensor()
    {
        using var scope = NewDisposeScope();
        var x = arange(10);
        Assert.That(x.split(4).Select(p => p.numel()), Is.EqualTo(new long[] { 4, 4, 2 }));
        Assert.That(x.split([1, 2, 7], 0).Select(p => p.numel()), Is.EqualTo(new long[] { 1, 2, 7 }));
        Assert.That(x.chunk(3).Select(p => p.numel()), Is.EqualTo(new long[] { 4, 4, 2 }));
        Assert.That(x.unbind().Select(p => p.ToInt64()), Is.EqualTo(Enumerable.Range(0, 10).Select(i => (long)i)));
        Assert.That(cat(x.split(3)).Equals(x));
    }

    [Test]
    public void StridesAndContiguityAreReported()
    {
        using var scope = NewDisposeScope();
        var x = arange(24).view(2, 3, 4);
        Assert.That(x.stride(), Is.EqualTo(new long[] { 12, 4, 1 }));
        Assert.That(x.stride(-1), Is.EqualTo(1));
        Assert.That(x.is_contiguous());
        var t = x.transpose(0, 2);
        Assert.That(t.is_contiguous(), Is.False);
        Assert.That(t.contiguous().stride(), Is.EqualTo(new long[] { 6, 2, 1 }));
        Assert.That((x.dim(), x.ndim, x.numel(), x.size(-1), x.element_size()), Is.EqualTo((3L, 3L, 24L, 4L, 8L)));
        Assert.Throws<ExternalException>(() => x.size(3));
    }

    [Test]
    public void AWrongViewIsAnErrorWithLibtorchsMessage()
    {
        using var x = arange(6);
        Assert.That(() => x.view(4), Throws.TypeOf<ExternalException>().With.Message.Contains("shape '[4]' is invalid for input of size 6"));
    }
}
