namespace TorchSharp;

public static partial class torch
{
    /// <summary>How a tensor lies in memory.</summary>
    public enum memory_format
    {
        contiguous_format,
        preserve_format,
        channels_last,
        channels_last_3d,
    }

    /// <summary>How a tensor is stored.</summary>
    public enum layout
    {
        strided,
        sparse_coo,
    }
}
