"""Static routes, OSPF and BGP of the family, and the defaults by which its systems differ."""
