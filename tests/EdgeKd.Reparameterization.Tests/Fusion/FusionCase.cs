using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests.Fusion;

/// <summary>One case of gpd_fusion as layers of a type.</summary>
internal sealed class FusionCase
{
    private const long MeanSide = 3;

    private readonly ReferenceVectors vectors;
    private readonly string name;
    private readonly ScalarType type;

    public FusionCase(ReferenceVectors vectors, string name, ScalarType type)
    {
        (this.vectors, this.name, this.type) = (vectors, name, type);
        var layout = vectors[$"{name}/stride_padding_groups"].data<long>().ToArray();
        (Stride, Padding, Groups) = (layout[0], layout[1], layout[2]);
    }

    public long Stride { get; }

    public long Padding { get; }

    public long Groups { get; }

    public Tensor X => Of("x");

    public Tensor Of(string part) => vectors.Of($"{name}/{part}", type);

    public Tensor? Optional(string part) => vectors.Has($"{name}/{part}") ? Of(part) : null;

    /// <summary>A kernel and its bias.</summary>
    public FusedConvolution Pair(string part) => new(Of($"{part}_weight"), Of($"{part}_bias"));

    /// <summary>A convolution of the case's stride and groups, padded by half of its kernel.</summary>
    public Conv2d Convolution(string part, Tensor? bias = null)
    {
        var weight = Of(part);
        var (outputs, inputs, height, width) = (weight.shape[0], weight.shape[1] * Groups, weight.shape[2], weight.shape[3]);
        var conv = nn.Conv2d(
            inputs, outputs, (height, width), (Stride, Stride), (height / 2, width / 2), groups: Groups, bias: bias is not null, dtype: type);
        conv.weight!.copy_(weight);
        if (bias is not null)
        {
            conv.bias!.copy_(bias);
        }

        return conv;
    }

    /// <summary>A normalisation in evaluation mode.</summary>
    public BatchNorm2d Norm(string part)
    {
        var gamma = Of($"{part}/gamma");
        var norm = nn.BatchNorm2d(gamma.shape[0], eps: vectors.Number($"{name}/{part}/eps"), dtype: type);
        norm.weight.copy_(gamma);
        norm.bias!.copy_(Of($"{part}/beta"));
        norm.running_mean!.copy_(Of($"{part}/mean"));
        norm.running_var!.copy_(Of($"{part}/var"));
        norm.eval();
        return norm;
    }

    public ConvolutionBranch Branch(string part) => new(part, Convolution(part), Norm($"bn_{part}"));

    public ConvolutionBranch Shortcut(string part) => new(part, null, Norm($"bn_{part}"));

    /// <summary>The 3×3 mean with the padding counted.</summary>
    public Tensor Mean(Tensor x) => nn.functional.avg_pool2d(
        x, kernel_size: MeanSide, stride: Stride, padding: Padding, ceil_mode: false, count_include_pad: true);

    /// <summary>That mean as a kernel over the outputs' channels.</summary>
    public Tensor MeanKernel() => AverageKernel.Create(vectors[$"{name}/merged_bias"].shape[0], Groups, MeanSide, type);
}
