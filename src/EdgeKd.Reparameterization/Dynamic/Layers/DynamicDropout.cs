using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>Dropout that draws one mask for the student's features; the teacher applies it to each replica.</summary>
/// <remarks>Replicas would be torn apart by masks of their own. The two networks draw apart, one mask a pass.</remarks>
public sealed class DynamicDropout : nn.Module<Tensor, Tensor>, IDynamicLayer
{
    private readonly ActiveChannels channels;
    private readonly double probability;
    private readonly int ratio;

    internal DynamicDropout(Dropout dropout, int ratio, ActiveChannels channels)
        : base(nameof(DynamicDropout)) =>
        (this.channels, this.ratio, probability) = (channels, ratio, dropout.p);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        if (channels.Mode == ChannelMode.Student || !training || probability == 0)
        {
            return nn.functional.dropout(input, probability, training);
        }

        using var scope = NewDisposeScope();
        var shape = input.shape;
        var blocks = input.reshape([shape[0], ratio, shape[1] / ratio, .. shape[2..]]);
        var mask = nn.functional.dropout(ones([shape[0], shape[1] / ratio, .. shape[2..]], input.dtype, input.device), probability, training);
        return (blocks * mask.unsqueeze(1)).reshape(shape).MoveToOuterDisposeScope();
    }

    nn.Module<Tensor, Tensor> IDynamicLayer.CreateStock() => nn.Dropout(probability);

    void IDynamicLayer.CollapseInto(nn.Module<Tensor, Tensor> stock)
    {
        if (stock is not Dropout)
        {
            throw new ArgumentException($"A Dropout stands for a {stock.GetName()}: give a network built as the student was.");
        }
    }
}
