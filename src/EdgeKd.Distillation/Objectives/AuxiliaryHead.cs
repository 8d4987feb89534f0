using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Objectives;

/// <summary>DHKD's second classifier on the pooled feature; it is not shipped.</summary>
/// <remarks>
/// Linear(d, K), or Linear(d, 200) → Dropout(0.1) → BatchNorm1d(200) → ReLU → Linear(200, K), in the order of the authors'
/// code (Yang et al., "Dual-Head Knowledge Distillation", 2025). Weights from libtorch's default draws.
/// </remarks>
public sealed class AuxiliaryHead : nn.Module<Tensor, Tensor>
{
    private const long HiddenSize = 200;
    private const double DropProbability = 0.1;

    private readonly nn.Module<Tensor, Tensor> layers;

    /// <summary>Makes the head.</summary>
    /// <param name="features">d, the size of the pooled feature.</param>
    /// <param name="classes">K.</param>
    /// <param name="nonlinear">Whether it has the hidden layer.</param>
    /// <param name="dropout">Drop probability of the hidden layer, in [0, 1).</param>
    public AuxiliaryHead(long features, long classes, bool nonlinear, double dropout = DropProbability)
        : base(nameof(AuxiliaryHead))
    {
        layers = nonlinear
            ? nn.Sequential(
                ("fc1", nn.Linear(features, HiddenSize)),
                ("dropout", nn.Dropout(dropout)),
                ("bn", nn.BatchNorm1d(HiddenSize)),
                ("relu", nn.ReLU(inplace: true)),
                ("fc2", nn.Linear(HiddenSize, classes)))
            : nn.Linear(features, classes);
        register_module("layers", layers);
    }

    /// <summary>The head's logits.</summary>
    /// <param name="input">N×d pooled features; the gradient flows on into them.</param>
    /// <returns>N×K logits.</returns>
    public override Tensor forward(Tensor input) => layers.call(input);

    /// <summary>Does nothing: the layers are registered by hand.</summary>
    protected override void RegisterComponents()
    {
    }
}
