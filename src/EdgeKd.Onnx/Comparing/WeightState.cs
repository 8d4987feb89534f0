namespace EdgeKd.Onnx;

/// <summary>What became of a constant from one model to another.</summary>
public enum WeightState
{
    /// <summary>The same numbers.</summary>
    Identical,

    /// <summary>Other numbers.</summary>
    Changed,

    /// <summary>Another shape or another type.</summary>
    Reshaped,

    /// <summary>Only the later model has it.</summary>
    Added,

    /// <summary>Only the earlier model has it.</summary>
    Removed,
}
