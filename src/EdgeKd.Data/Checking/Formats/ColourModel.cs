namespace EdgeKd.Data.Checking;

/// <summary>What the channels of an encoded picture stand for.</summary>
internal enum ColourModel
{
    Rgb,
    Grey,
    Cmyk,
}
