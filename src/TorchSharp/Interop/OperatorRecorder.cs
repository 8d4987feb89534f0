namespace TorchSharp.Interop;

/// <summary>Records the operators that this thread calls, with their devices, until it is disposed. For tests.</summary>
/// <remarks>
/// What backward passes run inside libtorch is not seen; it follows the devices of the forward pass. One recorder a thread.
/// </remarks>
internal sealed class OperatorRecorder : IDisposable
{
    [ThreadStatic] private static OperatorRecorder? _current;

    private readonly List<OperatorCall> _calls = [];

    public OperatorRecorder() => _current = _current is null
        ? this
        : throw new InvalidOperationException("operators of this thread are being recorded already");

    /// <summary>The recorder of this thread, or null when none records.</summary>
    public static OperatorRecorder? Current => _current;

    /// <summary>The calls so far, oldest first.</summary>
    public IReadOnlyList<OperatorCall> Calls => _calls;

    public void Dispose() => _current = null;

    internal void Record(string name, ReadOnlySpan<Arg> args, IntPtr result)
    {
        List<DeviceType> inputs = [];
        DeviceType? named = null;
        foreach (ref readonly var arg in args)
        {
            arg.CollectDevices(inputs);
            named ??= arg.NamedDevice;
        }

        _calls.Add(new OperatorCall(name, inputs, named, result == IntPtr.Zero ? null : DeviceOf(result)));
    }

    internal static unsafe DeviceType DeviceOf(IntPtr tensor)
    {
        int index;
        return (DeviceType)Native.edgekd_tensor_device(tensor, &index);
    }
}
