using static TorchSharp.torch;

namespace TorchSharp.Tests.NN;

[TestFixture]
internal sealed class ChannelShuffleTests
{
    [TestCase(1, new[] { 0, 1, 2, 3, 4, 5 })]
    [TestCase(2, new[] { 0, 3, 1, 4, 2, 5 })]
    [TestCase(3, new[] { 0, 2, 4, 1, 3, 5 })]
    [TestCase(6, new[] { 0, 1, 2, 3, 4, 5 })]
    public void RowsOfGroupsAreReadByColumns(int groups, int[] order)
    {
        using var scope = NewDisposeScope();
        var x = randn(2, 6, 3, 4, requires_grad: true);
        var expected = x.index_select(1, tensor(order.Select(channel => (long)channel).ToArray()));
        var module = nn.ChannelShuffle(groups);
        Assert.That(module.groups, Is.EqualTo(groups));
        var layouts = new[] { x, x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) };
        foreach (var input in layouts)
        {
            var shuffled = module.call(input);
            Assert.That(shuffled.equal(expected).all().ToBoolean(), Is.True);
            Assert.That(shuffled.stride(), Is.EqualTo(input.stride()), "the layout stays");
            Assert.That(nn.functional.channel_shuffle(input, groups).equal(expected).all().ToBoolean(), Is.True);
        }

        var weigh = randn(2, 6, 3, 4);
        var gradient = autograd.grad([(module.call(x) * weigh).sum()], [x])[0];
        Assert.That(gradient.equal(autograd.grad([(expected * weigh).sum()], [x])[0]).all().ToBoolean(), Is.True);
    }

    [TestCase(4, new long[] { 1, 6, 2, 2 })]
    [TestCase(0, new long[] { 1, 6, 2, 2 })]
    [TestCase(2, new long[] { 4, 6 })]
    public void GroupsThatDoNotFitAreRefused(int groups, long[] shape)
    {
        using var scope = NewDisposeScope();
        Assert.That(() => nn.ChannelShuffle(groups).call(zeros(shape)), Throws.ArgumentException.With.Message.Contains($"{groups} groups"));
    }
}
