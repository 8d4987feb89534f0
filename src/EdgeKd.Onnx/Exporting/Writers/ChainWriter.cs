using EdgeKd.Reparameterization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Writers;

/// <summary>Writes modules that follow one another, folding batch normalisation into the layer before it.</summary>
internal static class ChainWriter
{
    public static GraphValue Write(IReadOnlyList<(string Name, nn.Module Module)> chain, GraphValue input, GraphWriter graph)
    {
        var value = input;
        for (var i = 0; i < chain.Count; i++)
        {
            var (name, module) = chain[i];
            var next = i + 1 < chain.Count ? chain[i + 1].Module : null;
            switch (module, next)
            {
                case (Conv2d conv, BatchNorm2d norm) when norm.running_mean is not null:
                    value = WriteFused(name, conv, norm, value, graph);
                    i++;
                    break;
                case (Linear linear, BatchNorm1d norm) when norm.running_mean is not null:
                    value = WriteFused(name, linear, norm, value, graph);
                    i++;
                    break;
                default:
                    value = graph.Write(name, module, value);
                    break;
            }
        }

        return value;
    }

    /// <summary>Writes a convolution with the normalisation of its output folded in, as one node of the convolution's name.</summary>
    private static GraphValue WriteFused(string name, Conv2d conv, BatchNorm2d norm, GraphValue input, GraphWriter graph) =>
        graph.Within(name, conv, () =>
        {
            using var fused = Fuse(() => BatchNormFusion.Fuse(conv, norm), graph);
            return ConvolutionWriter.Write(conv, fused.Weight, fused.Bias, input, graph);
        });

    private static GraphValue WriteFused(string name, Linear linear, BatchNorm1d norm, GraphValue input, GraphWriter graph) =>
        graph.Within(name, linear, () =>
        {
            using var fused = Fuse(() => BatchNormFusion.Fuse(linear, norm), graph);
            return LinearWriter.Write(fused.Weight, fused.Bias, input, graph);
        });

    /// <summary>Folds or merges; what cannot be is a fault of the module that is being written.</summary>
    public static FusedConvolution Fuse(Func<FusedConvolution> fuse, GraphWriter graph)
    {
        try
        {
            return fuse();
        }
        catch (ArgumentException e)
        {
            throw graph.Fault(e.Message);
        }
    }
}
