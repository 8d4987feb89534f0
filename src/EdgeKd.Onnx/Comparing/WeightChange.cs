namespace EdgeKd.Onnx;

/// <summary>What became of one constant from one model to another.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="State">What became of it.</param>
/// <param name="Count">Its numbers.</param>
/// <param name="RelativeDistance">‖after − before‖₂ / ‖before‖₂ of changed float32 numbers; null of others, and where all were zero.</param>
public sealed record WeightChange(string Name, WeightState State, long Count, double? RelativeDistance = null);
