using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests;

/// <summary>Random convolutions, normalisations and shapes.</summary>
internal static class RandomLayers
{
    /// <summary>A kernel of normal values in float64, with biases.</summary>
    public static FusedConvolution Convolution(long outputs, long inputs, long height, long width) =>
        new(randn([outputs, inputs, height, width], dtype: ScalarType.Float64), randn([outputs], dtype: ScalarType.Float64));

    /// <summary>Statistics, scale and shift away from 0 and 1, evaluation mode.</summary>
    public static BatchNorm2d Norm(long channels, ScalarType type = ScalarType.Float64)
    {
        var norm = nn.BatchNorm2d(channels, dtype: type);
        Unsettle(norm);
        norm.eval();
        return norm;
    }

    /// <summary>Gives every normalisation of a module statistics, scales and shifts that change something.</summary>
    public static void Unsettle(nn.Module module)
    {
        using var noGradient = no_grad();
        foreach (var norm in module.modules().Prepend(module).OfType<BatchNorm>())
        {
            nn.init.normal_(norm.running_mean!, 0, 0.5);
            nn.init.uniform_(norm.running_var!, 0.3, 2);
            nn.init.uniform_(norm.weight, 0.5, 1.5);
            nn.init.normal_(norm.bias!, 0, 0.5);
        }
    }

    /// <summary>The map of a convolution padded by half of its kernel.</summary>
    public static Tensor Map(Tensor x, FusedConvolution convolution, long stride = 1, long groups = 1) => nn.functional.conv2d(
        x,
        convolution.Weight,
        convolution.Bias,
        strides: [stride, stride],
        padding: [convolution.Weight.shape[2] / 2, convolution.Weight.shape[3] / 2],
        groups: groups);

    /// <summary>Groups, inputs and outputs a group, kernel, stride and image; depthwise among them.</summary>
    public static readonly Gen<RandomLayout> Layouts =
        from groups in Gen.Choose(1, 4)
        from inputs in Gen.Choose(1, 3)
        from outputs in Gen.Choose(1, 3)
        from side in Gen.Elements(1, 3, 5)
        from stride in Gen.Choose(1, 3)
        from height in Gen.Choose(3, 8)
        from width in Gen.Choose(3, 8)
        select new RandomLayout(groups, inputs, outputs, side, stride, height, width);
}

/// <summary>A layout of a convolution; channels are counted a group.</summary>
internal sealed record RandomLayout(long Groups, long Inputs, long Outputs, long Side, long Stride, long Height, long Width)
{
    public long InputChannels => Groups * Inputs;

    public long OutputChannels => Groups * Outputs;

    /// <summary>Two images in float64.</summary>
    public Tensor Images() => randn([2, InputChannels, Height, Width], dtype: ScalarType.Float64);
}
