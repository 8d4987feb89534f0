using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Writers;

/// <summary>Writes Conv2d as Conv.</summary>
internal sealed class ConvolutionWriter : ModuleWriter<Conv2d>
{
    protected override GraphValue Write(Conv2d module, GraphValue input, GraphWriter graph) =>
        Write(module, module.weight!, module.bias, input, graph);

    /// <summary>Writes a convolution with other weights than its own, as after folding.</summary>
    public static GraphValue Write(Conv2d module, Tensor weight, Tensor? bias, GraphValue input, GraphWriter graph)
    {
        var window = Window(module);
        if (module.padding_mode is PaddingModes.Zeros or PaddingModes.Constant || !window.HasPadding)
            return Write(window, module.groups, weight, bias, input, graph);
        // Conv itself only pads with zeros.
        var padded = ImagePadding.Write(module.padding_mode, window.Pads, input, graph);
        return Write(window with { Pads = [0, 0, 0, 0] }, module.groups, weight, bias, padded, graph);
    }

    /// <summary>Writes a convolution of bare tensors: an O×I×h×w kernel, and O biases or null.</summary>
    public static GraphValue Write(SlidingWindow window, long groups, Tensor weight, Tensor? bias, GraphValue input, GraphWriter graph)
    {
        var channels = weight.shape[1] * groups;
        if (input.Shape.Count != 3 || input.Shape[0] != channels)
            throw graph.Fault($"the convolution takes N×{channels}×H×W and gets {input.ShapeText}.");
        var (height, width) = window.OutputOf(input, graph);
        List<string> inputs = [input.Name, graph.Constant("weight", weight)];
        if (bias is not null)
            inputs.Add(graph.Constant("bias", bias));
        return graph.Node("Conv", inputs, [weight.shape[0], height, width],
        [
            NodeAttribute.Ints("dilations", window.Dilation),
            NodeAttribute.Int("group", groups),
            NodeAttribute.Ints("kernel_shape", window.Kernel),
            NodeAttribute.Ints("pads", window.Pads),
            NodeAttribute.Ints("strides", window.Stride),
        ]);
    }

    private static SlidingWindow Window(Conv2d module)
    {
        var kernel = SlidingWindow.Pair(module.kernel_size, 1);
        var dilation = SlidingWindow.Pair(module.dilation, 1);
        long[] pads;
        if (module.padding_type == Padding.Same)
        {
            // The odd element of padding goes to the end, as in the network.
            var total = kernel.Zip(dilation, (k, d) => d * (k - 1)).ToArray();
            pads = [total[0] / 2, total[1] / 2, total[0] - total[0] / 2, total[1] - total[1] / 2];
        }
        else
        {
            var padding = SlidingWindow.Pair(module.padding, 0);
            pads = [.. padding, .. padding];
        }

        return new SlidingWindow(kernel, SlidingWindow.Pair(module.stride, 1), dilation, pads);
    }
}
