namespace TorchSharp.Interop;

/// <summary>One call of an operator, as <see cref="OperatorRecorder"/> saw it.</summary>
/// <param name="Name">The operator's name, <c>aten::add</c>.</param>
/// <param name="InputDevices">Devices of the tensors among the arguments, in their order.</param>
/// <param name="NamedDevice">The device that the call names, or null when it names none.</param>
/// <param name="ResultDevice">Device of the one tensor that it gives, or null when it gives none or several.</param>
internal sealed record OperatorCall(
    string Name, IReadOnlyList<DeviceType> InputDevices, DeviceType? NamedDevice, DeviceType? ResultDevice);
