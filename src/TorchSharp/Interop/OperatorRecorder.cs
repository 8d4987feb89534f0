namespace TorchSharp.Interop;

/// <summary>Records the operators that this thread calls, with their devices. For tests.</summary>
internal sealed class OperatorRecorder : OperatorObserver
{
    private readonly List<OperatorCall> _calls = [];

    /// <summary>The calls so far, oldest first.</summary>
    public IReadOnlyList<OperatorCall> Calls => _calls;

    internal override void After(Op op, ReadOnlySpan<Arg> args, ReadOnlySpan<IntPtr> results)
    {
        List<DeviceType> inputs = [];
        DeviceType? named = null;
        foreach (ref readonly var arg in args)
        {
            arg.CollectDevices(inputs);
            named ??= arg.NamedDevice;
        }

        _calls.Add(new OperatorCall(op.Name, inputs, named, results is [var only] && only != IntPtr.Zero ? DeviceOf(only) : null));
    }

    internal static unsafe DeviceType DeviceOf(IntPtr tensor)
    {
        int index;
        return (DeviceType)Native.edgekd_tensor_device(tensor, &index);
    }
}
