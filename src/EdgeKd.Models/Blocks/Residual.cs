using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Blocks;

/// <summary>body(x) + shortcut(x), or body(x) + x: the residual sum of networks that are built of standard modules.</summary>
/// <remarks>He et al., "Deep Residual Learning for Image Recognition" (2016). The parts are registered as body and shortcut.</remarks>
public sealed class Residual : Block
{
    /// <param name="body">What is added to the shortcut.</param>
    /// <param name="shortcut">What the input goes through, such as a projection where the body changes the shape; null adds it as it is.</param>
    public Residual(nn.Module<Tensor, Tensor> body, nn.Module<Tensor, Tensor>? shortcut = null)
        : base(nameof(Residual))
    {
        ArgumentNullException.ThrowIfNull(body);
        (Body, Shortcut) = (body, shortcut);
        register_module("body", body);
        if (shortcut is not null)
        {
            register_module("shortcut", shortcut);
        }
    }

    /// <summary>What is added to the shortcut.</summary>
    public nn.Module<Tensor, Tensor> Body { get; }

    /// <summary>What the input goes through, or null where it is added as it is.</summary>
    public nn.Module<Tensor, Tensor>? Shortcut { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<nn.Module<Tensor, Tensor>> Parts => Shortcut is null ? [Body] : [Body, Shortcut];

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor>? LastActivation => null;

    /// <inheritdoc/>
    public override Residual Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(Body.Rebuild(layer), Shortcut?.Rebuild(layer));

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var body = Body.call(input);
        return (body + (Shortcut is null ? input : Shortcut.call(input))).MoveToOuterDisposeScope();
    }
}
