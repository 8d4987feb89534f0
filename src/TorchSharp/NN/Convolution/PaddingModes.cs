namespace TorchSharp;

/// <summary>What stands around a padded tensor. The numbers are TorchSharp's.</summary>
public enum PaddingModes
{
    /// <summary>Zeros.</summary>
    Zeros = 0,

    /// <summary>The inside mirrored at the edge, without the edge itself.</summary>
    Reflect = 1,

    /// <summary>The edge repeated.</summary>
    Replicate = 2,

    /// <summary>The other side of the tensor.</summary>
    Circular = 3,

    /// <summary>A given value.</summary>
    Constant = 4,
}
