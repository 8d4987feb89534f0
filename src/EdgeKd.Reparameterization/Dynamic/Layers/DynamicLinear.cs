using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>A linear layer that computes with all its features or with the first block of them. Parameters <c>weight</c>, <c>bias</c>.</summary>
public sealed class DynamicLinear : nn.Module<Tensor, Tensor>, IDynamicLayer
{
    private readonly ActiveChannels channels;
    private readonly SharedTensor weight;
    private readonly SharedTensor? bias;

    internal DynamicLinear(Linear linear, LayerTiling tiling, ActiveChannels channels, double noise)
        : base(nameof(DynamicLinear))
    {
        this.channels = channels;
        weight = SharedTensor.Parameter(this, "weight", linear.weight, tiling.Weight, linear.weight.requires_grad, noise);
        bias = linear.bias is null ? null : SharedTensor.Parameter(this, "bias", linear.bias, tiling.Bias, linear.bias.requires_grad);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var mode = channels.Mode;
        return nn.functional.linear(input, weight.Read(mode), bias?.Read(mode)).MoveToOuterDisposeScope();
    }

    nn.Module<Tensor, Tensor> IDynamicLayer.CreateStock()
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        Parameter Copy(Tensor values) => (Parameter)nn.Parameter(values.clone()).DetachFromDisposeScope();
        return nn.Linear(Copy(weight.Read(ChannelMode.Student)), bias is null ? null : Copy(bias.Read(ChannelMode.Student)));
    }

    void IDynamicLayer.CollapseInto(nn.Module<Tensor, Tensor> stock)
    {
        var values = weight.Read(ChannelMode.Student);
        var linear = IDynamicLayer.Require<Linear>(stock, values, layer => layer.weight);
        linear.weight.copy_(values);
        linear.bias?.copy_(bias!.Read(ChannelMode.Student));
    }

    /// <summary>Nothing: each tensor is registered by hand.</summary>
    protected override void RegisterComponents()
    {
    }
}
