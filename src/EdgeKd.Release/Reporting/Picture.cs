namespace EdgeKd.Release;

/// <summary>A small picture that stands within a report.</summary>
/// <param name="MediaType">Its format: <c>image/png</c> or <c>image/jpeg</c>.</param>
/// <param name="Bytes">The encoded picture.</param>
/// <param name="Width">Its width, in pixels.</param>
/// <param name="Height">Its height, in pixels.</param>
public sealed record Picture(string MediaType, byte[] Bytes, int Width, int Height)
{
    internal string DataUri => $"data:{MediaType};base64,{Convert.ToBase64String(Bytes)}";
}
