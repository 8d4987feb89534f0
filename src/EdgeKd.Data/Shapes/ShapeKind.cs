namespace EdgeKd.Data.Shapes;

/// <summary>The classes of <c>shapes</c>, in the order of their labels.</summary>
internal enum ShapeKind
{
    Circle,
    Square,
    Triangle,
    Star,
    Cross,
    Ring,
    Crescent,
    Hexagon,
    Arrow,
    Heart,
    Semicircle,
    Chevron,
}
