namespace EdgeKd.Release;

/// <summary>A piece of a section, which every format writes in its own way.</summary>
internal interface IReportBlock;
