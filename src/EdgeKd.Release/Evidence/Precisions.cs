namespace EdgeKd.Release;

/// <summary>The arithmetics that a model is released in.</summary>
public static class Precisions
{
    /// <summary>32-bit floats: what was trained.</summary>
    public const string Float32 = "fp32";

    /// <summary>8-bit integers.</summary>
    public const string Int8 = "int8";
}
