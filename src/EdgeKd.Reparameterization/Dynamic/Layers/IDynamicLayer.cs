using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>A layer that computes in two widths, and the stock layer that its narrow one amounts to.</summary>
internal interface IDynamicLayer
{
    /// <summary>A new stock layer of the student's shape, type and device, its values still to be written.</summary>
    nn.Module<Tensor, Tensor> CreateStock();

    /// <summary>Writes what the layer computes with in the student's mode.</summary>
    /// <param name="stock">A layer such as <see cref="CreateStock"/> makes.</param>
    /// <exception cref="ArgumentException">It is another kind of layer.</exception>
    void CollapseInto(nn.Module<Tensor, Tensor> stock);

    /// <summary>The stock layer as its type, or the error.</summary>
    static T Require<T>(nn.Module<Tensor, Tensor> stock, Tensor values, Func<T, Tensor> target)
        where T : nn.Module<Tensor, Tensor> =>
        stock is T layer && target(layer).shape.SequenceEqual(values.shape)
            ? layer
            : throw new ArgumentException(
                $"A {typeof(T).Name} of {string.Join('×', values.shape)} cannot be written into a {stock.GetName()}"
                + $"{(stock is T other ? $" of {string.Join('×', target(other).shape)}" : "")}: give a network built as the student was.");
}
