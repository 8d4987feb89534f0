using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract class OptimizerState
{
    private static readonly Op IsClose = new("aten::isclose");
    private static readonly Op All = new("aten::all");

    /// <summary>Makes a state that is yet to be filled.</summary>
    protected OptimizerState()
    {
    }

    /// <summary>Makes the state of this parameter.</summary>
    protected OptimizerState(Parameter parameter) => Parameter = parameter;

    /// <summary>The parameter, where the state knows it.</summary>
    private protected Parameter? Parameter { get; }

    /// <summary>Writes the state.</summary>
    public abstract void SaveStateDict(BinaryWriter writer);

    /// <summary>Reads the state.</summary>
    public abstract void LoadStateDict(BinaryReader reader);

    /// <summary>Takes a copy of another state's values.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    /// <summary>Whether another state has nearly the same values.</summary>
    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    /// <summary>Takes the state back to where it was before the first step.</summary>
    /// <param name="options">The options of the parameter's group.</param>
    public abstract void Initialize(OptimizerOptions options);

    /// <summary>Moves the state to a device.</summary>
    public virtual void to(Device device)
    {
    }

    /// <summary>Reads a tensor that may be missing. It has the parameter's shape, type and device.</summary>
    private protected void ReadOptional(BinaryReader reader, ref Tensor? tensor, string name)
    {
        if (!reader.ReadBoolean())
        {
            tensor?.Dispose();
            tensor = null;
            return;
        }

        tensor ??= Allocation.Like(Parameter!);
        StateFile.ReadTensorInto(reader, tensor, name);
    }

    private protected static void WriteOptional(BinaryWriter writer, Tensor? tensor)
    {
        writer.Write(tensor is not null);
        if (tensor is not null)
            tensor.Save(writer);
    }

    private protected static void CopyOptional(ref Tensor? target, Tensor? source)
    {
        if (ReferenceEquals(target, source))
            return;
        target?.Dispose();
        target = Allocation.Copy(source);
    }

    private protected static void MoveOptional(ref Tensor? tensor, Device device)
    {
        if (tensor is null)
            return;
        var moved = tensor.to(device).DetachFromDisposeScope();
        if (!ReferenceEquals(moved, tensor))
            tensor.Dispose();
        tensor = moved;
    }

    private protected static bool NearlyEqual(Tensor? a, Tensor? b)
    {
        if (a is null || b is null)
            return a is null && b is null;
        using var close = IsClose.Call(a, b);
        using var all = All.Call(close);
        return all.item<bool>();
    }
}
