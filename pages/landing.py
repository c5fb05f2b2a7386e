"""The address without a page leads to the first page that is this person's; what it asks for comes along."""

import streamlit as st

from dashboard import access, navigation, states

first = navigation.first_page(access.principal().rights)
if first is None:
    states.forbidden()
else:
    st.switch_page(first.file, query_params=st.query_params.to_dict())
