namespace TorchSharp;

/// <summary>A convolution's padding by name.</summary>
public enum Padding
{
    /// <summary>No padding.</summary>
    Valid = 0,

    /// <summary>As much as keeps the size; for stride 1.</summary>
    Same = 1,
}
