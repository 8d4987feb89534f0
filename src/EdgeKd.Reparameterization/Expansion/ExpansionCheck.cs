using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>Finds out by running it whether a network treats its channels as the expansion assumes.</summary>
internal static class ExpansionCheck
{
    private const string TeacherFails =
        "it does not run with more channels; it may fix a number of channels, concatenate or shuffle them, or see the images in two layers";

    /// <exception cref="ArgumentException">The dynamic teacher fails, or computes something else than its student.</exception>
    public static void Require(DynamicTeacherNetwork network, int imageSize)
    {
        using var scope = NewDisposeScope();
        var student = Run(network, imageSize, ChannelMode.Student, ProbePass.StudentFails);
        var teacher = Run(network, imageSize, ChannelMode.Teacher, TeacherFails);
        if (!ProbePass.Agree(teacher, student))
        {
            throw new ArgumentException(
                $"{network.ArchitectureName} cannot be widened: with {network.Ratio} times the channels it computes something else;"
                + " it may concatenate, shuffle or normalise across channels.");
        }
    }

    private static Tensor Run(DynamicTeacherNetwork network, int imageSize, ChannelMode mode, string problem) =>
        ProbePass.Run(network, imageSize, images => network.Forward(images, mode), problem);
}
