namespace EdgeKd.Edge.Targets.Web;

/// <summary>What the page gives back.</summary>
internal sealed class WebAnswer
{
    /// <summary>The result's JSON.</summary>
    public string Result { get; set; } = "";

    /// <summary>N×K little-endian float32 in Base64; null where none were asked for.</summary>
    public string? Logits { get; set; }
}
