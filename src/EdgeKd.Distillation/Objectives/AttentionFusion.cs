using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Objectives;

/// <summary>
/// The attention based fusion (ABF) of ReviewKD (Chen et al., "Distilling Knowledge via Knowledge Review", 2021): takes a
/// student's feature and what the deeper ones were fused to, weighs the two pixel by pixel, and shapes the result like the
/// teacher's feature.
/// </summary>
/// <remarks>
/// 1×1 convolution and batch norm to the middle width; the deeper map upsampled to the feature's size (nearest); both times a
/// sigmoid of a 1×1 convolution of both, added; resized to the teacher's size (nearest); from there a 3×3 convolution and
/// batch norm give the output.
/// </remarks>
public sealed class AttentionFusion : nn.Module
{
    private readonly Sequential toMiddle;
    private readonly Sequential toTeacher;
    private readonly Conv2d? attention;
    private readonly long[] teacherSize;

    /// <summary>Makes the module.</summary>
    /// <param name="studentChannels">Channels of the student's feature.</param>
    /// <param name="middleChannels">Channels inside, the same in all modules of a chain.</param>
    /// <param name="teacherChannels">Channels of the teacher's feature.</param>
    /// <param name="teacherSize">Its height and width.</param>
    /// <param name="deepest">Whether this is the deepest module, which has nothing to fuse with.</param>
    public AttentionFusion(long studentChannels, long middleChannels, long teacherChannels, long[] teacherSize, bool deepest)
        : base(nameof(AttentionFusion))
    {
        this.teacherSize = teacherSize;
        toMiddle = nn.Sequential(
            ("0", Initialized(nn.Conv2d(studentChannels, middleChannels, 1, bias: false))), ("1", nn.BatchNorm2d(middleChannels)));
        toTeacher = nn.Sequential(
            ("0", Initialized(nn.Conv2d(middleChannels, teacherChannels, 3, padding: 1, bias: false))),
            ("1", nn.BatchNorm2d(teacherChannels)));
        register_module("conv1", toMiddle);
        register_module("conv2", toTeacher);
        if (!deepest)
        {
            attention = nn.Conv2d(middleChannels * 2, 2, 1);
            register_module("att_conv", attention);
        }
    }

    /// <summary>Fuses.</summary>
    /// <param name="feature">N×C×H×W feature of the student.</param>
    /// <param name="deeper">The fused map of the next deeper module; ignored by the deepest.</param>
    /// <returns>What is compared with the teacher's feature, of its shape; and the fused map for the next shallower module.</returns>
    public (Tensor Output, Tensor Fused) Fuse(Tensor feature, Tensor? deeper)
    {
        var fused = toMiddle.call(feature);
        if (attention is not null)
        {
            ArgumentNullException.ThrowIfNull(deeper);
            var upsampled = Resized(deeper, fused.shape[2..]);
            var weights = attention.call(cat([fused, upsampled], 1)).sigmoid();
            fused = (fused * weights.narrow(1, 0, 1)) + (upsampled * weights.narrow(1, 1, 1));
        }

        fused = Resized(fused, teacherSize);
        return (toTeacher.call(fused), fused);
    }

    /// <summary>Does nothing: the layers are registered by hand.</summary>
    protected override void RegisterComponents()
    {
    }

    private static Tensor Resized(Tensor map, long[] size) => map.shape.AsSpan(2).SequenceEqual(size)
        ? map
        : nn.functional.interpolate(map, size, mode: InterpolationMode.Nearest);

    private static Conv2d Initialized(Conv2d convolution)
    {
        nn.init.kaiming_uniform_(convolution.weight!, a: 1);
        return convolution;
    }
}
