using EdgeKd.Models.Blocks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models;

/// <summary>Finds what a module computes before its last activation: the features that several distillation methods compare.</summary>
public static class PreActivation
{
    /// <summary>What is appended to a stage's or module's name to mean its pre-activation, as in <c>layer2:preact</c>.</summary>
    public const string Suffix = ":preact";

    /// <summary>Calls a function with the input of a module's last activation each time the module runs.</summary>
    /// <remarks>
    /// Of a sequence this is that of its last element, of a block that of its last part. A module that ends linear (an inverted
    /// residual, a convolution) has no activation to come before: its output counts.
    /// </remarks>
    /// <param name="module">A stage of a classifier, or a part of one.</param>
    /// <param name="observe">
    /// Gets the tensor with its gradient, while the network runs: what it wants to keep it copies, since blocks go on in place.
    /// </param>
    /// <returns>Ends it.</returns>
    public static Action Observe(nn.Module<Tensor, Tensor> module, Action<Tensor> observe)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(observe);
        return module switch
        {
            Block block => block.ObservePreActivation(observe),
            Sequential sequence when sequence.children().LastOrDefault() is nn.Module<Tensor, Tensor> last => Observe(last, observe),
            _ when IsActivation(module) => Before(module, observe),
            _ => After(module, observe),
        };
    }

    /// <summary>The activation that a module ends with, or null where it ends linear.</summary>
    internal static nn.Module<Tensor, Tensor>? LastOf(nn.Module<Tensor, Tensor> module) => module switch
    {
        Block block => block.LastActivation,
        Sequential sequence when sequence.children().LastOrDefault() is nn.Module<Tensor, Tensor> last => LastOf(last),
        _ => IsActivation(module) ? module : null,
    };

    internal static Action Before(nn.Module<Tensor, Tensor> module, Action<Tensor> observe) => module.register_forward_pre_hook((_, input) =>
    {
        observe(input);
        return input;
    }).remove;

    internal static Action After(nn.Module<Tensor, Tensor> module, Action<Tensor> observe) => module.register_forward_hook((_, _, output) =>
    {
        observe(output);
        return output;
    }).remove;

    private static bool IsActivation(nn.Module module) =>
        module is ReLU or ReLU6 or LeakyReLU or Hardswish or Hardsigmoid or SiLU or Sigmoid or GELU or Tanh;
}
