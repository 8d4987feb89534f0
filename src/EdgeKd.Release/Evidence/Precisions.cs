namespace EdgeKd.Release;

/// <summary>The arithmetics that a model is released in.</summary>
public static class Precisions
{
    /// <summary>32-bit floats: what was trained.</summary>
    public const string Float32 = "fp32";

    /// <summary>16-bit floats.</summary>
    public const string Float16 = "fp16";

    /// <summary>8-bit integers.</summary>
    public const string Int8 = "int8";

    /// <summary>32-bit floats with weights kept as 8-bit integers.</summary>
    public const string Int8Weights = "int8-weights";
}
