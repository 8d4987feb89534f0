using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>A layer's parameter or buffer that the teacher reads whole and the student in its first block.</summary>
internal sealed class SharedTensor
{
    private readonly nn.Module owner;
    private readonly string name;
    private readonly Tiling tiling;
    private readonly (long First, long Second) studentSizes;

    private SharedTensor(nn.Module owner, string name, Tensor student, Tiling tiling)
    {
        (this.owner, this.name, this.tiling) = (owner, name, tiling);
        studentSizes = (student.shape[0], student.dim() > 1 ? student.shape[1] : 1);
    }

    // Looked up each time: moving a module to another device may replace its tensors.
    private Tensor Stored => owner.get_parameter(name) ?? owner.get_buffer(name)!;

    /// <summary>Tiles a student's tensor and registers it as a parameter of its layer.</summary>
    /// <param name="owner">The layer.</param>
    /// <param name="name">The name in the layer.</param>
    /// <param name="student">The student's values; copied.</param>
    /// <param name="tiling">The rule.</param>
    /// <param name="trained">Whether it has a gradient.</param>
    /// <param name="noise">σ of the zero-sum noise, as a share of the values' standard deviation; 0 for none.</param>
    public static SharedTensor Parameter(nn.Module owner, string name, Tensor student, Tiling tiling, bool trained, double noise = 0)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var stored = tiling.Expand(student);
        if (noise > 0 && tiling.First > 1 && tiling.Second == tiling.First)
        {
            stored = stored + ZeroSumNoise.Draw(student.detach(), tiling.First, noise) * tiling.Initial;
        }

        owner.register_parameter(name, (Parameter)nn.Parameter(stored, trained).DetachFromDisposeScope());
        return new SharedTensor(owner, name, student, tiling);
    }

    /// <summary>Tiles a student's tensor and registers it as a buffer of its layer.</summary>
    public static SharedTensor Buffer(nn.Module owner, string name, Tensor student, Tiling tiling)
    {
        using var noGradient = no_grad();
        owner.register_buffer(name, tiling.Expand(student).DetachFromDisposeScope());
        return new SharedTensor(owner, name, student, tiling);
    }

    /// <summary>The values that a network computes with; gradients flow to what is stored.</summary>
    /// <returns>The stored tensor itself, a view of it, or a new tensor in the caller's dispose scope: not to be disposed or changed.</returns>
    public Tensor Read(ChannelMode mode)
    {
        var values = Stored;
        if (mode == ChannelMode.Teacher)
        {
            return Scaled(values, tiling.Teacher);
        }

        if (tiling.First > 1)
        {
            values = values.narrow(0, 0, studentSizes.First);
        }

        if (tiling.Second > 1)
        {
            values = values.narrow(1, 0, studentSizes.Second);
        }

        return Scaled(values, tiling.Student);
    }

    private static Tensor Scaled(Tensor values, double factor) => factor == 1 ? values : values * factor;
}
