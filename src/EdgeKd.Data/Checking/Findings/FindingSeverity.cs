namespace EdgeKd.Data;

/// <summary>How much a finding matters, the least first.</summary>
public enum FindingSeverity
{
    /// <summary>Good to know; nothing has to be done.</summary>
    Note,

    /// <summary>Likely to cost accuracy, or images that were meant to be used.</summary>
    Warning,

    /// <summary>Training stops at it, or what is measured afterwards is wrong.</summary>
    Error,
}
