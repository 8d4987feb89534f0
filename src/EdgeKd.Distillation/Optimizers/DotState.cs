using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Optimizers;

/// <summary>What <see cref="Dot"/> remembers of one parameter.</summary>
/// <remarks>
/// Buffers that the algorithm creates with their first gradient exist from the start here, as zeros: m·0 + g is that
/// gradient. So the state has the same tensors at any time, which is what checkpoints need.
/// </remarks>
public sealed class DotState : OptimizerState, IDisposable
{
    private readonly Tensor started;
    private Tensor task;
    private Tensor distillation;

    /// <param name="parameter">The parameter.</param>
    /// <param name="started">One byte, owned by this state from then on.</param>
    internal DotState(Parameter parameter, Tensor started)
        : base(parameter)
    {
        this.started = started.DetachFromDisposeScope();
        using var noGrad = no_grad();
        task = zeros_like(parameter, requires_grad: false).DetachFromDisposeScope();
        distillation = zeros_like(parameter, requires_grad: false).DetachFromDisposeScope();
    }

    /// <summary>The task's momentum, of the parameter's shape.</summary>
    public Tensor Task => task;

    /// <summary>The distillation's momentum, of the parameter's shape.</summary>
    public Tensor Distillation => distillation;

    /// <summary>Whether the distillation's momentum has taken a gradient in yet.</summary>
    public bool HasStarted => started.data<byte>()[0] != 0;

    /// <inheritdoc/>
    public override void SaveStateDict(BinaryWriter writer)
    {
        task.Save(writer);
        distillation.Save(writer);
        started.Save(writer);
    }

    /// <inheritdoc/>
    public override void LoadStateDict(BinaryReader reader)
    {
        task.Load(reader);
        distillation.Load(reader);
        started.Load(reader);
    }

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerState source)
    {
        var other = (DotState)source;
        using var noGrad = no_grad();
        task.copy_(other.task);
        distillation.copy_(other.distillation);
        started.copy_(other.started);
    }

    /// <inheritdoc/>
    public override void Initialize(OptimizerOptions options)
    {
        using var noGrad = no_grad();
        task.zero_();
        distillation.zero_();
        started.zero_();
    }

    /// <inheritdoc/>
    public override bool ApproximatelyEquals(OptimizerState other) =>
        other is DotState state
        && task.allclose(state.task)
        && distillation.allclose(state.distillation)
        && HasStarted == state.HasStarted;

    /// <summary>Moves the momenta.</summary>
    /// <param name="device">Where the parameter now is.</param>
    public override void to(Device device)
    {
        task = Moved(task, device);
        distillation = Moved(distillation, device);
    }

    /// <summary>Disposes the tensors.</summary>
    public void Dispose()
    {
        task.Dispose();
        distillation.Dispose();
        started.Dispose();
    }

    private static Tensor Moved(Tensor buffer, Device device)
    {
        var moved = buffer.to(device, copy: true).DetachFromDisposeScope();
        buffer.Dispose();
        return moved;
    }
}
