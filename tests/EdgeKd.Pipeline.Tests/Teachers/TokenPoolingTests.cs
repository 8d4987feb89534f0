using EdgeKd.Pipeline.Teachers;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Pipeline.Tests.Teachers;

[TestFixture]
public class TokenPoolingTests
{
    // ViT-B/16 at 224: 14×14 patches and a class token.
    [TestCase(197, "grid", new long[] { 8, 14, 14 })]
    [TestCase(196, "grid", new long[] { 8, 14, 14 })]
    [TestCase(1, "grid", new long[] { 8, 1, 1 })]
    [TestCase(2, "grid", new long[] { 8, 1, 1 })]
    [TestCase(5, "grid", new long[] { 8, 2, 2 })]
    [TestCase(197, "mean", new long[] { 8 })]
    [TestCase(7, "mean", new long[] { 8 })]
    [TestCase(7, "cls", new long[] { 8 })]
    public void Shapes_are_those_of_what_is_pooled(long tokens, string pooling, long[] shape)
    {
        using var scope = NewDisposeScope();

        Assert.That(TokenPooling.Shape(tokens, 8, pooling), Is.EqualTo(shape));
        Assert.That(TokenPooling.Apply(rand(2, tokens, 8), pooling).shape, Is.EqualTo((long[])[2, .. shape]));
    }

    // DeiT's two extra tokens among them.
    [TestCase(3)]
    [TestCase(7)]
    [TestCase(198)]
    public void Tokens_that_are_no_square_make_no_grid(long tokens) => Assert.That(
        () => TokenPooling.Shape(tokens, 8, "grid"), Throws.ArgumentException.With.Message.EqualTo(
            $"{tokens} tokens are no square grid, with or without a class token: use tokens mean or cls"));

    [Test]
    public void A_grid_keeps_the_patches_row_by_row_and_a_mean_leaves_the_class_token_out()
    {
        using var scope = NewDisposeScope();
        // Token t of width 1 holds t; the class token would weigh 1000.
        var tokens = tensor(new float[] { 1000, 1, 2, 3, 4 }, [1, 5, 1]);

        Assert.That(TokenPooling.Apply(tokens, "grid").contiguous().data<float>().ToArray(), Is.EqualTo(new float[] { 1, 2, 3, 4 }));
        Assert.That(TokenPooling.Apply(tokens, "mean").data<float>().ToArray(), Is.EqualTo(new[] { 2.5f }));
        Assert.That(TokenPooling.Apply(tokens, "cls").data<float>().ToArray(), Is.EqualTo(new[] { 1000f }));
    }
}
